using ChatApp.Api.Addresses;
using ChatApp.Api.Connections;
using ChatApp.Api.Errors;
using ChatApp.Api.Listening;
using ChatApp.Api.OpenApi;
using ChatApp.Api.Pages;
using ChatApp.Api.RateLimiting;
using ChatApp.Api.Security;
using ChatApp.Api.WebSockets;
using ChatApp.Api.WebSockets.Transport;
using ChatApp.Application;
using ChatApp.Infrastructure;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace ChatApp.Api;

/// <summary>Puts the server together. Tests and embedders use the same door as the command line.</summary>
public static class ChatServer
{
    /// <summary>On the command line: bring the database up to date and end, instead of serving.</summary>
    public const string MigrateOption = "--migrate";

    // Within the ten seconds that a shutdown may take (contract, section 8).
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(9);

    /// <summary>Builds the server from settings, ready to be started.</summary>
    /// <param name="args">Command-line settings, for example <c>--urls http://127.0.0.1:0</c>.</param>
    /// <param name="configure">
    /// Adds settings, and services to be used in the place of the server's own (a <see cref="TimeProvider"/>, say),
    /// before anything else is read.
    /// </param>
    /// <exception cref="SettingException">
    /// A setting is impossible; the message is one sentence that names it.
    /// </exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = CreateBuilder(args);
        configure?.Invoke(builder);

        LogLevels.Check(builder.Configuration);
        ListeningSettings.UseDefault(builder);
        var addresses = ListeningSettings.Read(builder.Configuration);

        var settings = new ApiSettings(builder.Configuration);
        var connections = settings.Connections;
        var proxies = settings.Proxies;
        var pathBase = settings.PathBase;
        var publicAddress = settings.PublicAddress;
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

        // The first of the hosted services.
        builder.Services.AddHostedService(provider =>
            new ListeningCheck(addresses, provider.GetRequiredService<IOptionsFactory<KestrelServerOptions>>()));
        builder.Services.AddApplication(builder.Configuration);
        builder.Services.AddInfrastructure(builder.Configuration, builder.Environment);
        builder.Services.AddApi(builder.Configuration);

        var app = builder.Build();
        UnknownSettings.Tell(app.Configuration, app.Logger);
        app.Services.GetRequiredService<Capacity>().Tell(app.Logger);
        app.UsePathBase(pathBase);
        proxies.Use(app);
        UseMiddleware(app, publicAddress);
        MapEndpoints(app);
        app.Lifetime.ApplicationStarted.Register(() => Greeting.Say(app, pathBase));
        Farewell.Prepare(app);
        return app;
    }

    /// <summary>Brings the database of the settings up to date, and ends.</summary>
    /// <param name="args">Command-line settings, without <see cref="MigrateOption"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SettingException">A setting is impossible, or the database cannot be used.</exception>
    public static Task MigrateAsync(string[] args, CancellationToken cancellationToken = default)
    {
        var builder = CreateBuilder(args);
        LogLevels.Check(builder.Configuration);
        return DatabaseMigration.RunAsync(
            builder.Configuration,
            logging => logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddSimpleConsole(),
            cancellationToken);
    }

    private static WebApplicationBuilder CreateBuilder(string[] args)
    {
        CommandLine.CheckSettings(args);
        return WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = CommandLine.ToFramework(args),

            // appsettings.json is found beside the program, from wherever it is started.
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

    // For the audit.
    private static Task RememberAddress(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/api/v1/auth", StringComparison.OrdinalIgnoreCase))
        {
            CallingAddress.Current = context.Connection.RemoteIpAddress;
        }

        return next(context);
    }

    private static void MapEndpoints(WebApplication app)
    {
        app.MapControllers();
        app.MapHealth();
        app.MapKeySet();
        app.MapApiPages();
    }
}
