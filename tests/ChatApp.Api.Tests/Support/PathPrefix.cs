using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests;

/// <summary>Puts a server below a path, as a proxy does that passes the path on whole.</summary>
internal static class PathPrefix
{
    /// <summary>Has the server take this start of each path for its own place.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="prefix">As it stands in an address, for example <c>/talk</c>; empty: nothing is done.</param>
    public static void Add(WebApplicationBuilder builder, string prefix) =>
        builder.Services.AddSingleton<IStartupFilter>(new Filter(PathString.FromUriComponent(prefix)));

    private sealed class Filter(PathString prefix) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app => next(app.UsePathBase(prefix));
    }
}
