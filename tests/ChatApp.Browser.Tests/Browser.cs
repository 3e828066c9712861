namespace ChatApp.Browser.Tests;

/// <summary>
/// One Chromium for the whole run, the one that the system has; every person gets a profile of its own in it.
/// </summary>
[SetUpFixture]
public sealed class Browser
{
    private const string Variable = "CHATAPP_TEST_CHROMIUM";

    private const string SharedMemory = "/dev/shm";
    private const long EnoughSharedMemory = 1L << 30;

    // Milliseconds. Long, for a machine on which others work too; a wait ends as soon as what it wants is there.
    private const int Patience = 30_000;

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];
    private static IPlaywright? _playwright;
    private static IBrowser? _browser;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = FindChromium(),

            // As root, in a container, there is no sandbox to be had. Playwright itself switches off what a browser
            // asks of its maker; a list of features of our own would take the place of its own.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic"],

            // Playwright has pages share memory through files, since some containers have little of the other kind.
            IgnoreDefaultArgs = HasSharedMemory ? ["--disable-dev-shm-usage"] : [],
        });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>A profile that has never seen the page.</summary>
    public static async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions options)
    {
        var context = await _browser!.NewContextAsync(options);
        context.SetDefaultTimeout(Patience);
        return context;
    }

    private static bool HasSharedMemory =>
        Directory.Exists(SharedMemory) && new DriveInfo(SharedMemory).AvailableFreeSpace > EnoughSharedMemory;

    private static string FindChromium() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given
            ? given
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .SelectMany(directory => Names.Select(name => Path.Combine(directory, name)))
                .FirstOrDefault(File.Exists)
                ?? throw new InvalidOperationException(
                    $"There is no Chromium in PATH; install the package chromium, or set {Variable}.");
}
