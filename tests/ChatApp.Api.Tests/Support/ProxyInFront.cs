using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests;

/// <summary>
/// A proxy that answers in the place of the server when it is told to: with 502, a body of its own, and a character
/// set that nobody knows. To every refusal, also those of the server, it adds when to come back: as a date, which
/// RFC 9110 allows.
/// </summary>
internal sealed class ProxyInFront : IStartupFilter
{
    private readonly ConcurrentQueue<string> _bodies = new();
    private readonly ConcurrentQueue<long> _times = new();
    private string _path = "";

    /// <summary>How much time has passed between its own answers.</summary>
    public IReadOnlyList<TimeSpan> Pauses =>
        [.. _times.Zip(_times.Skip(1), (earlier, later) => Stopwatch.GetElapsedTime(earlier, later))];

    public void Add(WebApplicationBuilder builder) => builder.Services.AddSingleton<IStartupFilter>(this);

    /// <summary>Has it give these answers to the next calls of a path, in bytes of Latin-1.</summary>
    public void Answer(string path, params string[] bodies)
    {
        _path = path;
        foreach (var body in bodies)
        {
            _bodies.Enqueue(body);
        }
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app => next(app.Use(InvokeAsync));

    private async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var response = context.Response;
        response.OnStarting(() =>
        {
            if (response.StatusCode >= StatusCodes.Status400BadRequest)
            {
                response.Headers.RetryAfter = "Wed, 21 Oct 2015 07:28:00 GMT";
            }

            return Task.CompletedTask;
        });
        if (context.Request.Path != _path || !_bodies.TryDequeue(out var body))
        {
            await next(context);
            return;
        }

        _times.Enqueue(Stopwatch.GetTimestamp());
        response.StatusCode = StatusCodes.Status502BadGateway;
        response.ContentType = "application/json; charset=nonsense";
        await response.Body.WriteAsync(Encoding.Latin1.GetBytes(body));
    }
}
