using ChatApp.Api.Errors;
using ChatApp.Api.OpenApi;
using ChatApp.Application.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatApp.Api.Tests.Limits;

/// <summary>The number of API documents that can be sent to slow clients at the same time.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ApiPageGateTests
{
    private readonly TaskCompletionSource _taken = new();

    [TestCase("Limits:ApiPagesPerAddress", StatusCodes.Status429TooManyRequests)]
    [TestCase("Limits:ApiPages", StatusCodes.Status503ServiceUnavailable)]
    public async Task A_document_above_the_limit_is_refused_until_another_is_sent(string limit, int status)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new(limit, "1")]).Build();
        var gate = new ApiPageGate(new ApiSettings(settings).ApiPages, new AddressWidths(1, 1));
        var slow = gate.InvokeAsync(Request("/docs/swagger-ui-bundle.js"), _ => _taken.Task);

        foreach (var path in new[] { "/openapi/v1.json", "/DOCS/", "/asyncapi.json" })
        {
            Assert.That(await StatusAsync(gate, path), Is.EqualTo(status), path);
        }

        Assert.That(await StatusAsync(gate, "/api/v1/users/me"), Is.EqualTo(StatusCodes.Status200OK));
        _taken.SetResult();
        await slow;
        Assert.That(await StatusAsync(gate, "/openapi/v1.json"), Is.EqualTo(StatusCodes.Status200OK));
    }

    private static async Task<int> StatusAsync(ApiPageGate gate, string path)
    {
        var context = Request(path);
        await gate.InvokeAsync(context, _ => Task.CompletedTask);
        return context.Response.StatusCode;
    }

    private static DefaultHttpContext Request(string path) => new()
    {
        Request = { Path = path },
        Connection = { RemoteIpAddress = IPAddress.Loopback },
        RequestServices = new ServiceCollection()
            .AddSingleton(new HeldRefusals(new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance)))
            .BuildServiceProvider(),
    };
}
