using ChatApp.Api.Addresses;
using ChatApp.Api.Connections;
using ChatApp.Api.Errors;
using ChatApp.Api.OpenApi;
using ChatApp.Api.Security;
using ChatApp.Api.WebSockets;
using ChatApp.Api.WebSockets.Transport;
using ChatApp.Application;
using ChatApp.Infrastructure;
using ChatApp.Infrastructure.Security;
using ChatApp.Infrastructure.Settings;

namespace ChatApp.Api;

/// <summary>Puts the server together. Tests and embedders use the same door as the command line.</summary>
public static class ChatServer
{
    /// <summary>On the command line: bring the database up to date and end, instead of serving.</summary>
    public const string MigrateOption = "--migrate";

    private const string DefaultAddress = "http://localhost:8000";

    // Within the ten seconds that a shutdown may take (contract, section 8).
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(9);

    /// <summary>Builds the server from settings, ready to be started.</summary>
    /// <param name="args">Command-line settings, for example <c>--urls http://127.0.0.1:0</c>.</param>
    /// <param name="configure">
    /// Adds settings, and services to be used in the place of the server's own (a <see cref="TimeProvider"/>, say), before anything else is read.
    /// </param>
    /// <exception cref="SettingException">A setting is impossible; the message is one sentence that names it.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = CreateBuilder(args);
        configure?.Invoke(builder);

        string[] addressSettings = [WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey];
        if (addressSettings.All(key => string.IsNullOrEmpty(builder.Configuration[key])))
        {
            builder.WebHost.UseUrls(DefaultAddress);
        }

        CheckUrls(builder.Configuration[WebHostDefaults.ServerUrlsKey]);

        var settings = new SettingsReader(builder.Configuration);
        var connections = ConnectionSettings.Read(settings);
        var proxies = TrustedProxies.Read(settings);
        var prefix = PathPrefix.Read(settings);
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            connections.Apply(options.Limits);
            var gate = new ConnectionGate(connections, proxies);
            options.ConfigureEndpointDefaults(endpoint => endpoint.Use(ConnectionHandover.Use).Use(gate.Use));
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddLogSecrecy();
        builder.Services.AddApplication(builder.Configuration);
        builder.Services.AddInfrastructure(builder.Configuration, builder.Environment);
        builder.Services.AddApi(builder.Configuration);

        var app = builder.Build();
        UnknownSettings.Tell(app.Configuration, app.Logger);
        prefix.Use(app);
        proxies.Use(app);
        UseMiddleware(app);
        MapEndpoints(app);
        app.Lifetime.ApplicationStarted.Register(() => Greeting.Say(app, prefix));
        return app;
    }

    /// <summary>Brings the database of the settings up to date, and ends.</summary>
    /// <param name="args">Command-line settings, without <see cref="MigrateOption"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SettingException">A setting is impossible, or the database cannot be used.</exception>
    public static Task MigrateAsync(string[] args, CancellationToken cancellationToken = default)
    {
        var builder = CreateBuilder(args);
        return DatabaseMigration.RunAsync(
            builder.Configuration,
            logging => logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddSimpleConsole(),
            cancellationToken);
    }

    // The framework would find out when it starts to listen, and say so by a stack trace.
    private static void CheckUrls(string? urls)
    {
        foreach (var url in urls?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            try
            {
                BindingAddress.Parse(url);
            }
            catch (FormatException exception)
            {
                throw new SettingException($"The setting ASPNETCORE_URLS (--urls) has '{url}', which is no address to listen on (http://HOST:PORT).", exception);
            }
        }
    }

    private static WebApplicationBuilder CreateBuilder(string[] args)
    {
        UnknownSettings.Refuse(args);
        return WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,

            // appsettings.json is found beside the program, from wherever it is started.
            ContentRootPath = AppContext.BaseDirectory,
        });
    }

    private static void UseMiddleware(WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseSecurityHeaders();
        app.RefuseMalformedHeaders();
        app.UseEmptyParametersAsAbsent();
        app.UsePage();
        app.Use(RememberAddress);
        app.UseStatusCodePages(context =>
            ProblemResponse.WriteAsync(context.HttpContext, context.HttpContext.Response.StatusCode));
        app.UseRouting();
        app.UseCors();
        app.UseMiddleware<SocketGate>();
        app.UseMiddleware<WebSocketMiddleware>();
        app.UseAuthentication();
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
