using System.Diagnostics;

namespace ChatApp.Api.Tests.Harness;

/// <summary>The packages, installed from their files into empty projects of three test frameworks.</summary>
[NonParallelizable]
public sealed class PackageTests
{
    [Test]
    public async Task The_packages_install_and_run_in_empty_projects()
    {
        var script = Path.Combine(Repository.Root, "scripts", "check-package.sh");
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        using var check = Process.Start(new ProcessStartInfo("bash", [script, "--built", configuration])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["CHATAPP_TEST_POSTGRES"] = TestDatabases.Postgres },
        })!;
        try
        {
            var (output, errors) = (check.StandardOutput.ReadToEndAsync(), check.StandardError.ReadToEndAsync());
            await check.WaitForExitAsync().WithTimeout(TimeSpan.FromMinutes(4));

            await TestContext.Progress.WriteLineAsync(await output);
            Assert.That((check.ExitCode, await errors), Is.EqualTo((0, "")), await output);
            Assert.That(await output, Does.Contain("NUnitProject: ").And.Contains("XunitProject: ")
                .And.Contains("MSTestProject: ").And.Contains("chatapp-testserver: "));
        }
        finally
        {
            check.Kill(entireProcessTree: true);
        }
    }
}
