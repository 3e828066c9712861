namespace ChatApp.Browser.Tests;

/// <summary>
/// One Chromium of the system for the whole run; every person gets a new profile in it.
/// </summary>
[SetUpFixture]
public sealed class Browser
{
    private const string Variable = "CHATAPP_TEST_CHROMIUM";

    private const string SharedMemory = "/dev/shm";
    private const long EnoughSharedMemory = 1L << 30;

    // Milliseconds. Long, for a busy machine; a wait ends as soon as its condition is met.
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

            // There is no sandbox for root in a container. Playwright itself switches off the browser's calls to its
            // maker; a list of features here would replace Playwright's own list.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic"],

            // Playwright makes pages share memory through files, since some containers have little shared memory.
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

    /// <summary>Creates a new, empty profile.</summary>
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
