using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests;

/// <summary>Puts a server under a path, as behind a proxy that does not remove the prefix.</summary>
internal static class PathPrefix
{
    /// <summary>Makes the server use this prefix of each path as its path base.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="prefix">The prefix as in a URL, for example <c>/talk</c>; empty: no change.</param>
    public static void Add(WebApplicationBuilder builder, string prefix) =>
        builder.Services.AddSingleton<IStartupFilter>(new Filter(PathString.FromUriComponent(prefix)));

    private sealed class Filter(PathString prefix) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app => next(app.UsePathBase(prefix));
    }
}
