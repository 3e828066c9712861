using ChatApp.Api.Errors;
using ChatApp.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ChatApp.Api.Tests.Operation;

public sealed class FailureLogTests
{
    private static readonly Exception[] Failures =
    [
        new InvalidOperationException("a fault"), new NpgsqlException("an outage", new IOException()),
    ];

    [TestCaseSource(nameof(Failures))]
    public async Task The_log_has_the_failure_under_the_trace_id_of_the_answer(Exception failure)
    {
        using var trail = new LogTrail();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(trail));
        var context = new DefaultHttpContext { TraceIdentifier = "the request" };
        context.Response.Body = new MemoryStream();

        var failures = new UnhandledExceptions(
            new FailureClassifier(), loggers.CreateLogger<UnhandledExceptions>());
        await failures.TryHandleAsync(context, failure, CancellationToken.None);

        context.Response.Body.Position = 0;
        using var problem = await JsonDocument.ParseAsync(context.Response.Body);
        var traceId = problem.RootElement.GetProperty("trace_id").GetString();
        Assert.That(trail.Lines, Has.Count.EqualTo(1).And.All.EndsWith($"(trace_id {traceId})"));
    }
}
