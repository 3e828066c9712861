using ChatApp.Api.Addresses;
using ChatApp.Api.Connections;
using ChatApp.Api.Errors;
using ChatApp.Api.Listening;
using ChatApp.Api.OpenApi;
using ChatApp.Api.Pages;
using ChatApp.Api.RateLimiting;
using ChatApp.Api.Security;
using ChatApp.Api.Telemetry;
using ChatApp.Api.WebSockets;
using ChatApp.Api.WebSockets.Transport;
using ChatApp.Application;
using ChatApp.Infrastructure;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace ChatApp.Api;

/// <summary>Builds the server, for the command line, for tests and for programs that embed it.</summary>
public static class ChatServer
{
    private static readonly PathString[] AuditedPaths = ["/api/v1/auth", "/api/v1/users/me"];

    // A shutdown may take ten seconds in total (contract, section 8).
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(9);

    /// <summary>Builds the server from its settings, ready to be started.</summary>
    /// <param name="args">Command-line settings, for example <c>--urls http://127.0.0.1:0</c>.</param>
    /// <param name="configure">
    /// Adds settings, and replaces services of the server (for example its <see cref="TimeProvider"/>), before anything
    /// else is read.
    /// </param>
    /// <exception cref="SettingException">A setting is invalid; the message is one sentence that names it.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = CreateBuilder(args);
        configure?.Invoke(builder);

        LogSettings.Check(builder.Configuration);
        LogSettings.ChooseFormat(builder.Services, builder.Environment);
        ListeningSettings.UseDefault(builder);
        var addresses = ListeningSettings.Read(builder.Configuration);
        var metricsAddresses = ListeningSettings.AddMetrics(builder, addresses);

        var settings = new ApiSettings(builder.Configuration);
        var connections = settings.Connections;
        var proxies = settings.Proxies;
        var pathBase = settings.PathBase;
        var publicAddress = settings.PublicAddress;
        var metrics = new MetricsExport(metricsAddresses, ProductVersion.Text, settings.UsesOtlp);
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            connections.Apply(options.Limits);
            StrictHeads.Apply(options);
            var gate = ActivatorUtilities.CreateInstance<ConnectionGate>(
                options.ApplicationServices, connections, proxies);
            options.ConfigureEndpointDefaults(endpoint => endpoint.Use(ConnectionHandover.Use).Use(gate.Use));
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddConnections(connections);
        builder.Services.AddLogRedaction();

        // This must be the first hosted service.
        builder.Services.AddHostedService(provider =>
            new ListeningCheck(
                [.. addresses, .. metricsAddresses],
                provider.GetRequiredService<IOptionsFactory<KestrelServerOptions>>()));
        if (settings.UsesOtlp)
        {
            builder.Services.AddRequestSpans();
            TraceExport.Add(builder.Services);
        }

        builder.Services.AddApplication(builder.Configuration);
        builder.Services.AddInfrastructure(builder.Configuration, builder.Environment);
        builder.Services.AddApi(builder.Configuration);
        metrics.Add(builder.Services);

        var app = builder.Build();
        UnknownSettings.Log(app.Configuration, app.Logger);
        app.Services.GetRequiredService<Capacity>().LogIfLowered(app.Logger);
        app.UsePathBase(pathBase);
        if (settings.UsesOtlp)
        {
            TraceExport.Use(app);
        }

        proxies.Use(app);
        metrics.Use(app);
        UseMiddleware(app, publicAddress);
        app.MapControllers();
        app.MapHealth();
        app.MapKeySet();
        app.MapApiPages();
        MetricsExport.Map(app);
        app.Lifetime.ApplicationStarted.Register(() => Greeting.Say(app, pathBase));
        Farewell.Prepare(app);
        return app;
    }

    internal static WebApplicationBuilder CreateBuilder(string[] args)
    {
        CommandLine.CheckSettings(args);
        return WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = CommandLine.ToFramework(args),

            // appsettings.json is beside the program, whatever the current directory is.
            ContentRootPath = AppContext.BaseDirectory,
        });
    }

    private static void UseMiddleware(WebApplication app, PublicAddress publicAddress)
    {
        app.UseExceptionHandler();
        app.Use(Stranger.WatchAsync);
        app.UseSecurityHeaders();
        publicAddress.Use(app);
        app.UseRouting();
        app.UseLimitOfOpenRequests(hasOwnLimit: WebSocketMiddleware.IsHandshake);
        app.RefuseMalformedHeaders();
        app.UseEmptyParametersAsAbsent();
        app.UsePage();
        app.Use(app.Services.GetRequiredService<ApiPageGate>().InvokeAsync);
        app.Use(RememberAddress);
        app.UseStatusCodePages(context =>
            ProblemResponse.WriteAsync(context.HttpContext, context.HttpContext.Response.StatusCode));
        app.UseCors();
        app.UseMiddleware<SocketGate>();
        app.UseMiddleware<WebSocketMiddleware>();
        app.UseAuthentication();
        app.UseLimitOfRefusedRequests();
        app.UseAuthorization();
    }

    // For the audit log.
    private static Task RememberAddress(HttpContext context, RequestDelegate next)
    {
        if (AuditedPaths.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)))
        {
            CallingAddress.Current = context.Connection.RemoteIpAddress;
        }

        return next(context);
    }
}
