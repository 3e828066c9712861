using System.Net;
using ChatApp.Testing;

namespace ChatApp.Api.Tests;

/// <summary>A fixture that talks to the shared server of its database.</summary>
/// <param name="database">Which database.</param>
public abstract class ContractTests(Database database)
{
    /// <summary>The server.</summary>
    protected ChatTestServer Server { get; private set; } = null!; // Set by SetUp before any test.

    /// <summary>Which database the fixture runs on.</summary>
    protected Database Database { get; } = database;

    [SetUp]
    public async Task GetServer() => Server = await Servers.GetAsync(Database);

    /// <summary>Asserts that a call is answered with an error.</summary>
    protected static async Task<ChatProblemException> AssertProblemAsync(HttpStatusCode status, string code, Task call)
    {
        ChatProblemException? problem = null;
        try
        {
            await call;
        }
        catch (ChatProblemException exception)
        {
            problem = exception;
        }

        Assert.That(problem, Is.Not.Null, $"The call went well; {(int)status} {code} was expected.");
        Assert.That((problem!.Status, problem.Code), Is.EqualTo((status, code)));
        return problem;
    }
}
