using ChatApp.Infrastructure.Persistence.Postgres;
using ChatApp.Infrastructure.Settings;
using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Persistence.Postgres;

internal sealed class PostgresDurabilityTests
{
    [Test]
    public async Task A_database_that_does_not_wait_for_its_log_stops_the_start()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await database.ExecuteAsync($"ALTER DATABASE {database.Name} SET synchronous_commit = off");

        var refusal = await Assert.ThrowsAsync<SettingException>(() => database.StartNodeAsync());

        Assert.That(refusal!.Message, Does.Contain("synchronous_commit=off").And.EndsWith("."));
    }

    [TestCase("on", "on", null)]
    [TestCase("local", "on", null)]
    [TestCase("remote_apply", "on", null)]
    [TestCase("off", "on", "synchronous_commit=off")]
    [TestCase("on", "off", "fsync=off")]
    public void A_setting_by_which_a_crash_loses_commits_is_named(string synchronousCommit, string fsync, string? named) => Assert.That(
        PostgresDurability.DescribeFlaw(synchronousCommit, fsync), named is null ? Is.Null : Does.Contain(named));
}
