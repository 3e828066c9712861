using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ChatApp.Api.Tests.Operation;

/// <summary>
/// The server as a separate process that cannot start: one sentence, exit code 1 (2 for an argument), and an unchanged
/// database.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class StartRefusalTests
{
    [TestCase("ASPNETCORE_URLS", "http://127.0.0.1:notaport", "127.0.0.1:notaport")]
    [TestCase("ASPNETCORE_URLS", "http://127.0.0.1:80:80", "127.0.0.1:80:80")]
    [TestCase("ASPNETCORE_URLS", "http://chat.example:8000", "'chat.example'")]
    [TestCase("ASPNETCORE_URLS", "http://127.0.0.1:+80", "not a number")]
    [TestCase("ASPNETCORE_URLS", "http://127.0.0.1:9;http://localhost:9", "'http://localhost:9'")]
    [TestCase("ASPNETCORE_URLS", "http://127.0.0.1:9;http://*:9", "'http://*:9'")]
    [TestCase("ASPNETCORE_URLS", "http://127.0.0.1:0/chat", "path")]
    [TestCase("ASPNETCORE_URLS", "\"http://127.0.0.1:0\"", "http://")]
    [TestCase("ASPNETCORE_URLS", ";", "ASPNETCORE_URLS")]
    [TestCase("ASPNETCORE_URLS", "http://192.0.2.1:8000", "not an address of this machine")]
    [TestCase("ASPNETCORE_URLS", "https://127.0.0.1:0", "Kestrel__Certificates__Default__Path")]
    [TestCase("ASPNETCORE_URLS", "http://unix:/proc/chatapp.sock", "/proc/chatapp.sock")]
    [TestCase("ASPNETCORE_HTTP_PORTS", "eighty", "'eighty'")]
    [TestCase("ASPNETCORE_HTTPS_PORTS", "99999", "'99999'")]
    [TestCase("Kestrel__Certificates__Default__Path", "/nowhere.pfx", "/nowhere.pfx")]
    [TestCase("Kestrel__Endpoints__Web__Url", "http://127.0.0.1:notaport", "Kestrel__Endpoints__Web__Url")]
    [TestCase("Kestrel__Endpoints__Web__Url", "https://127.0.0.1:0", "Kestrel__")]
    [TestCase("Kestrel__Endpoints__Web__Address", "http://127.0.0.1:0", "Web")]
    [TestCase("Logging__LogLevel__Default", "Foo", "Trace, Debug, Information")]
    [TestCase("Logging__Console__LogLevel__Default", "Foo", "Trace, Debug, Information")]
    [TestCase("Logging__Console__FormatterOptions__SingleLine", "perhaps", "SingleLine")]
    [TestCase("ConnectionStrings__Postgres", "Host=127.0.0.1;Target Session Attributes=primary", "multiple hosts")]
    [TestCase("ConnectionStrings__Postgres", "Host=127.0.0.1;Minimum Pool Size=9;Maximum Pool Size=5", "Min Pool Size")]
    [TestCase("ConnectionStrings__Postgres", "Database=chatapp", "Host")]
    [TestCase("ConnectionStrings__Postgres", "Host=127.0.0.1;SSL Mode=sometimes", "'ssl mode'")]
    [TestCase("ConnectionStrings__Postgres", "Host=127.0.0.1;Port=70000", "70000")]
    [TestCase("ConnectionStrings__Postgres", "Host=127.0.0.1;Hots=there", "connection string")]
    public async Task A_setting_refused_by_the_framework_or_a_driver_stops_the_start(
        string name, string value, string told)
    {
        var errors = await RefusedAsync([], (name, value));

        Assert.That(errors, Does.Contain(told));
        if (!name.StartsWith("Kestrel", StringComparison.Ordinal)
            && name != "Logging__Console__FormatterOptions__SingleLine")
        {
            Assert.That(errors, Does.Contain(name));
        }
    }

    [TestCase("--migrat")]
    [TestCase("--hepl")]
    [TestCase("help")]
    [TestCase("foo")]
    [TestCase("-x")]
    [TestCase("-x=1")]
    [TestCase("--")]
    [TestCase("")]
    [TestCase("--migrate=true")]
    [TestCase("--Limits:Socket=5")]
    [TestCase("--urls")]
    [TestCase("--urls", "--Limits:Sockets=5")]
    [TestCase("--migrate", "foo")]
    [TestCase("--version", "--migrate")]
    public async Task An_invalid_argument_stops_the_start(params string[] arguments) =>
        await RefusedAsync(arguments, code: 2);

    [TestCase("--help")]
    [TestCase("-h")]
    [TestCase("--migrate", "--nonsense", "--help")]
    public async Task Help_has_priority_over_other_arguments(params string[] arguments)
    {
        var (code, output, errors) = await ServerProcess.RunAsync(arguments);

        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("--migrate").And.Contain("--version").And.Contain("ASPNETCORE_URLS"));
    }

    [Test]
    public async Task The_version_is_printed()
    {
        var (code, output, errors) = await ServerProcess.RunAsync(["--version"]);

        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That(output.Trim(), Does.Match(@"^\d+\.\d+\.\d+$"));
    }

    [Test]
    public async Task A_certificate_with_a_wrong_password_stops_the_start()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pfx, "the right one"));

            var errors = await RefusedAsync(
                [],
                ("ASPNETCORE_URLS", "https://127.0.0.1:0"),
                ("Kestrel__Certificates__Default__Path", file),
                ("Kestrel__Certificates__Default__Password", "another one"));

            Assert.That(errors, Does.Contain("Kestrel__").And.Contain("password").And.Not.Contain("another one"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestCase("postgres://chat:secret@127.0.0.1/chat?sslmode=require")]
    [TestCase("Host=127.0.0.1;Password=begin;secret=end")]
    public async Task A_password_in_an_invalid_connection_string_is_not_shown(string text) =>
        Assert.That(await RefusedAsync([], ("ConnectionStrings__Postgres", text)), Does.Not.Contain("secret"));

    private static Task<string> RefusedAsync(
        string[] arguments, params (string Name, string Value)[] environment) =>
        RefusedAsync(arguments, code: 1, environment);

    private static async Task<string> RefusedAsync(
        string[] arguments, int code, params (string Name, string Value)[] environment)
    {
        var directory = Path.Combine(Path.GetTempPath(), UniqueName.Next());
        try
        {
            var (ended, output, errors) = await ServerProcess.RunAsync(
                arguments,
                [
                    ("ASPNETCORE_ENVIRONMENT", "Development"),
                    ("ASPNETCORE_URLS", "http://127.0.0.1:0"),
                    ("Storage__DataDirectory", directory),
                    .. environment,
                ]);

            Assert.That(ended, Is.EqualTo(code), errors);
            Assert.That(errors.Trim(), Is.Not.Empty.And.Not.Contain("\n").And.Not.Contain("   at "));
            Assert.That(output, Does.Not.Contain("Exception").And.Not.Contain("   at "));
            Assert.That(File.Exists(Path.Combine(directory, "chatapp.db")), Is.False, "the database is untouched");
            return errors;
        }
        finally
        {
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }
}
