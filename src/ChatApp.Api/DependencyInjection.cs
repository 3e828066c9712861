using ChatApp.Api.Connections;
using ChatApp.Api.Errors;
using ChatApp.Api.Exports;
using ChatApp.Api.Json;
using ChatApp.Api.OpenApi;
using ChatApp.Api.Pages;
using ChatApp.Api.RateLimiting;
using ChatApp.Api.Security;
using ChatApp.Api.WebSockets;
using ChatApp.Infrastructure.Persistence;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace ChatApp.Api;

internal static class DependencyInjection
{
    // By default, browsers repeat a preflight after five seconds; they cache it for at most two hours.
    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(2);

    public static IServiceCollection AddApi(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = new ApiSettings(configuration);
        var origins = settings.Origins;
        services.AddSingleton(origins);
        services.AddSingleton(settings.Sockets);
        services.AddControllers(ReadPathAndQueryAlone)
            // MVC would only search the entry assembly, which is another one in tests and in embedding programs.
            .AddApplicationPart(typeof(ChatServer).Assembly)
            .ConfigureApiBehaviorOptions(options =>
            {
                options.InvalidModelStateResponseFactory = BindingErrors.ToResult;
                options.SuppressMapClientErrors = true;
            })
            .AddJsonOptions(options => WireJson.Apply(options.JsonSerializerOptions));
        services.AddOptions<MvcOptions>().Configure<IOptions<JsonOptions>, ILogger<SystemTextJsonInputFormatter>>(
            (options, json, logger) =>
            {
                options.InputFormatters.Clear();
                options.InputFormatters.Add(new JsonInput(json.Value, logger));
            });
        services.ConfigureHttpJsonOptions(options => WireJson.Apply(options.SerializerOptions));
        services.AddSingleton<PageFiles>();
        services.AddSingleton(settings.ApiPages);
        services.AddSingleton<ApiPageGate>();
        services.AddExceptionHandler<UnhandledExceptions>();
        services.AddProblemDetails();
        services.AddCors(options => options.AddDefaultPolicy(policy => policy
            .SetIsOriginAllowed(origins.IsConfigured)
            .AllowAnyHeader()
            .AllowAnyMethod()
            .SetPreflightMaxAge(PreflightAge)
            .WithExposedHeaders("Link", "Location", "Retry-After", "WWW-Authenticate")));
        AddSecurity(services, settings);
        AddSockets(services);
        AddDocuments(services);
        return services;
    }

    // Parameters come only from the path and the query; the body is JSON. The framework would read forms before it
    // refuses their media type, and a malformed field name in a form would cause a 500.
    private static void ReadPathAndQueryAlone(MvcOptions options)
    {
        options.ValueProviderFactories.Clear();
        options.ValueProviderFactories.Add(new RouteValueProviderFactory());
        options.ValueProviderFactories.Add(new QueryStringValueProviderFactory());
        options.ModelBinderProviders.Insert(0, new WireValueBinder());

        // The validation rules are in Application, for REST and sockets alike. The framework's own validators would
        // find no rules but still walk through each body.
        options.ModelValidatorProviders.Clear();
    }

    private static void AddSecurity(IServiceCollection services, ApiSettings settings)
    {
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddSingleton(new AccessTokenCache());
        services.AddSingleton<AccessTokenHandler>();
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, BearerAuthentication>();
        services.AddAuthorization();
        services.AddSingleton(settings.RateLimits);
        services.AddSingleton<RateLimits>();
        services.AddSingleton(settings.Exports);
        services.AddSingleton<ExportGate>();
        services.AddSingleton<HeldRefusals>();
    }

    public static void AddConnections(this IServiceCollection services, ConnectionSettings connections)
    {
        services.AddSingleton(provider => Capacity.Of(
            connections.Connections, provider.GetRequiredService<SocketSettings>().Sockets, Capacity.Descriptors(),
            provider.GetRequiredService<DatabaseSettings>().Descriptors));

        // Kestrel uses the listener factory that was added last first.
        services.Configure<SocketTransportOptions>(connections.Apply);
        services.AddSingleton<SocketTransportFactory>();
        services.AddSingleton<ConnectionMetrics>();
        services.AddSingleton<BoundedTransport>();
        services.AddSingleton<IConnectionListenerFactory>(provider => provider.GetRequiredService<BoundedTransport>());
    }

    private static void AddSockets(IServiceCollection services)
    {
        services.AddSingleton<SocketLimiter>();
        services.AddSingleton<SocketMetrics>();
        services.AddSingleton<FrameRouter>();
        services.AddSingleton<SocketHost>();
        services.AddHostedService(provider => provider.GetRequiredService<SocketHost>());
        services.AddHostedService<BufferRelease>();
        services.AddHostedService(provider => provider.GetRequiredService<ConnectionMetrics>());
    }

    private static void AddDocuments(IServiceCollection services)
    {
        services.AddSingleton<ApiDocument>();
        services.AddOpenApi(ApiDocument.Name, options =>
        {
            options.AddDocumentTransformer<ApiDescription>();
            options.AddDocumentTransformer<EventSchemas>();
            options.AddDocumentTransformer<SurroundingCalls>();
            options.AddOperationTransformer<ApiDescription>();
            options.AddSchemaTransformer<FieldRules>();
        });
    }
}
