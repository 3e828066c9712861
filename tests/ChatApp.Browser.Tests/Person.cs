using System.Collections.Concurrent;

namespace ChatApp.Browser.Tests;

/// <summary>
/// A user of the page with a separate browser profile. Console errors of the page, and requests to other servers, make
/// <see cref="DisposeAsync"/> fail the test.
/// </summary>
internal sealed class Person : IAsyncDisposable
{
    public const string Password = "correct horse battery staple";

    private readonly ChatTestServer _server;
    private readonly Uri _address;
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    private Person(ChatTestServer server, Uri address, IBrowserContext context, IPage page, string name) =>
        (_server, _address, _context, Page, Name) = (server, address, context, page, name);

    /// <summary>The first tab.</summary>
    public IPage Page { get; }

    /// <summary>The username.</summary>
    public string Name { get; }

    /// <summary>
    /// Whether the browser may report that the server or the network failed or refused a call.
    /// </summary>
    public bool ExpectsFailedCalls { get; set; }

    public ILocator Welcome => Page.GetByRole(AriaRole.Button, new() { Name = "Log in", Exact = true });

    public ILocator Connection => Page.Locator("#connection");

    /// <summary>The input field.</summary>
    public ILocator Field => Page.GetByLabel("Message", new() { Exact = true });

    public ILocator Messages => Page.Locator("#messages .message");

    /// <summary>Opens the page in a new profile.</summary>
    /// <param name="server">The server of the page.</param>
    /// <param name="options">The options of the profile.</param>
    /// <param name="name">The username; unique by default.</param>
    /// <param name="path">The document, relative to the address.</param>
    /// <param name="address">The outside address of the server, with a slash at its end.</param>
    public static async Task<Person> ComeAsync(
        ChatTestServer server, BrowserNewContextOptions? options = null, string? name = null,
        string path = "", Uri? address = null)
    {
        address ??= server.BaseAddress;
        options ??= new BrowserNewContextOptions();
        options.BaseURL = address.ToString();
        options.Locale = "en-GB";
        options.TimezoneId = "UTC";

        // Animations are drawn many times a second, here by the processor.
        options.ReducedMotion ??= ReducedMotion.Reduce;
        var context = await Browser.NewContextAsync(options);
        var page = await context.NewPageAsync();
        var person = new Person(server, address, context, page, name ?? UniqueName.Next());
        person.Watch(page);
        await page.GotoAsync(new Uri(address, path).ToString());
        return person;
    }

    /// <summary>Opens the page and registers through it.</summary>
    public static async Task<Person> RegisterAsync(
        ChatTestServer server, BrowserNewContextOptions? options = null, string? name = null, Uri? address = null)
    {
        var person = await ComeAsync(server, options, name, address: address);
        await person.RegisterAsync();
        return person;
    }

    /// <summary>Registers through the page, on which nobody is logged in.</summary>
    public async Task RegisterAsync()
    {
        await Page.GetByText("Register", new() { Exact = true }).First.ClickAsync();
        await Page.GetByLabel("Username", new() { Exact = true }).FillAsync(Name);
        await Page.GetByLabel("Email address").FillAsync($"{Name}@users.example");
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();
        await IsOnlineAsync();
    }

    /// <summary>Logs in through the page, on which nobody is logged in.</summary>
    public async Task LogInAsync(string name)
    {
        await Page.GetByLabel("Username or email address").FillAsync(name);
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await Welcome.ClickAsync();
        await IsOnlineAsync();
    }

    /// <summary>Logs out through the page.</summary>
    public async Task LogOutAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Account" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Log out", Exact = true }).ClickAsync();
        await Assertions.Expect(Welcome).ToBeVisibleAsync();
    }

    /// <summary>Opens another tab of the same profile.</summary>
    public async Task<IPage> OpenTabAsync()
    {
        var tab = await _context.NewPageAsync();
        Watch(tab);
        await tab.GotoAsync(_address.ToString());
        return tab;
    }

    /// <summary>Logs the same user in on another device, without a browser.</summary>
    public Task<ChatUser> OnAnotherDeviceAsync() => _server.LogInAsync(Name, Password);

    public Task IsOnlineAsync() => Assertions.Expect(Page.Locator("#chat[data-connection=online]")).ToBeVisibleAsync();

    public Task SetOfflineAsync(bool isOffline)
    {
        ExpectsFailedCalls = true;
        return _context.SetOfflineAsync(isOffline);
    }

    /// <summary>Finds a user by name and opens the conversation.</summary>
    public async Task OpenTalkWithAsync(string name)
    {
        await Page.GetByRole(AriaRole.Searchbox, new() { Name = "Find people" }).FillAsync(name);

        // Not the conversation of the same name, which the search results are about to hide.
        await Page.Locator("#people").GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = name })).ToBeVisibleAsync();
    }

    public async Task WriteAsync(string text)
    {
        await Field.FillAsync(text);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
    }

    /// <summary>Waits for exactly one message with this text, and for its state if it is an own message.</summary>
    public async Task SeesOnceAsync(string text, string? state = null)
    {
        var message = Messages.Filter(new() { Has = Page.GetByText(text, new() { Exact = true }) });
        await Assertions.Expect(message).ToHaveCountAsync(1);
        if (state is not null)
        {
            await Assertions.Expect(message.Locator(".state")).ToHaveTextAsync(state);
        }
    }

    /// <summary>The stored message with this text.</summary>
    public ILocator MessageWith(string text) =>
        Messages.Filter(new() { Has = Page.Locator($".text:text-is(\"{text}\")") });

    /// <summary>Chooses from the menu of a message.</summary>
    public async Task ChooseAsync(string text, string item)
    {
        await MessageWith(text).HoverAsync();
        await MessageWith(text).Locator(".more").ClickAsync();
        await Page.GetByRole(AriaRole.Menuitem, new() { Name = item, Exact = true }).ClickAsync();
    }

    /// <summary>Chooses from the menu of the open conversation.</summary>
    public async Task ChooseForTalkAsync(string item)
    {
        await Page.Locator("#talk-menu").ClickAsync();
        await Page.GetByRole(AriaRole.Menuitem, new() { Name = item, Exact = true }).ClickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.That(_complaints, Is.Empty, $"errors in the browser of {Name}");
    }

    private void Watch(IPage page)
    {
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !(ExpectsFailedCalls && IsFailedCall(message.Text)))
            {
                _complaints.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue($"exception: {error}");
        page.Request += (_, request) => NoteForeign(request.Url);
        page.WebSocket += (_, socket) => NoteForeign(socket.Url);
        page.Dialog += (_, dialog) => _complaints.Enqueue($"dialog: {dialog.Message}");
    }

    private static bool IsFailedCall(string text) =>
        text.StartsWith("Failed to load resource", StringComparison.Ordinal)
        || text.StartsWith("WebSocket connection to", StringComparison.Ordinal);

    private void NoteForeign(string url)
    {
        // The scheme of a socket is ws or wss instead of http or https.
        var address = url.StartsWith("ws", StringComparison.Ordinal) ? $"http{url[2..]}" : url;
        if (!address.StartsWith(_address.ToString(), StringComparison.Ordinal))
        {
            _complaints.Enqueue($"request to {url}");
        }
    }
}
