using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests;

[SetUpFixture]
internal sealed class CleanUp
{
    [OneTimeTearDown]
    public Task DropDatabases() => SharedNodes.DisposeAsync();
}
