using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests;

/// <summary>Makes logins return an access token lifetime of one second, and records the status of each call.</summary>
internal sealed class ShortLives : IStartupFilter
{
    private readonly ConcurrentQueue<(string Path, int Status)> _answers = new();

    /// <summary>The calls so far.</summary>
    public IReadOnlyCollection<(string Path, int Status)> Answers => _answers;

    public void Add(WebApplicationBuilder builder) => builder.Services.AddSingleton<IStartupFilter>(this);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app => next(app.Use(InvokeAsync));

    private async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var isLogin = context.Request.Path == "/api/v1/auth/login";
        var body = context.Response.Body;
        using var answer = new MemoryStream();
        if (isLogin)
        {
            context.Response.Body = answer;
        }

        await next(context);
        _answers.Enqueue(($"{context.Request.Path}", context.Response.StatusCode));
        if (isLogin)
        {
            var tokens = JsonNode.Parse(answer.ToArray())!;
            tokens["expires_in"] = 1;
            context.Response.Body = body;
            await context.Response.WriteAsync(tokens.ToJsonString());
        }
    }
}
