using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests;

/// <summary>
/// A proxy that can answer instead of the server: with 502, its own body, and an unknown character set. It adds
/// Retry-After to every refusal, also to those of the server, as a date, which RFC 9110 allows. It can also lose
/// answers of the server.
/// </summary>
internal sealed class ProxyInFront : IStartupFilter
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private readonly ConcurrentQueue<string> _bodies = new();
    private readonly ConcurrentQueue<long> _times = new();
    private readonly Channel<string> _requests = Channel.CreateUnbounded<string>();
    private string _path = "";
    private bool _isAsked;

    /// <summary>Whether an answer of the server was lost.</summary>
    public event Action? Lost;

    /// <summary>The time between the proxy's own answers.</summary>
    public IReadOnlyList<TimeSpan> Pauses =>
        [.. _times.Zip(_times.Skip(1), (earlier, later) => Stopwatch.GetElapsedTime(earlier, later))];

    public void Add(WebApplicationBuilder builder) => builder.Services.AddSingleton<IStartupFilter>(this);

    /// <summary>Sets the proxy's answers to the next calls of a path, in bytes of Latin-1.</summary>
    public void Answer(string path, params string[] bodies)
    {
        _path = path;
        foreach (var body in bodies)
        {
            _bodies.Enqueue(body);
        }
    }

    /// <summary>The same, but the proxy first forwards the call to the server and loses its answer.</summary>
    public void Lose(string path, params string[] bodies)
    {
        _isAsked = true;
        Answer(path, bodies);
    }

    /// <summary>Waits for the next call, as sent, that the proxy answers itself or whose answer it loses.</summary>
    public Task<string> NextRequestAsync() => _requests.Reader.ReadAsync().AsTask().WaitAsync(_patience);

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
        await KeepAsync(context.Request);
        if (_isAsked)
        {
            await AskAsync(context, next);
        }

        response.StatusCode = StatusCodes.Status502BadGateway;
        response.ContentType = "application/json; charset=nonsense";
        await response.Body.WriteAsync(Encoding.Latin1.GetBytes(body));
    }

    private async Task KeepAsync(HttpRequest request)
    {
        request.EnableBuffering();
        using var reader = new StreamReader(request.Body, leaveOpen: true);
        _requests.Writer.TryWrite(await reader.ReadToEndAsync());
        request.Body.Position = 0;
    }

    private async Task AskAsync(HttpContext context, RequestDelegate next)
    {
        var body = context.Response.Body;
        using var lost = new MemoryStream();
        context.Response.Body = lost;
        await next(context);
        context.Response.Body = body;
        context.Response.Headers.ContentLength = null;
        Lost?.Invoke();
    }
}
