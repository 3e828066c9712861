using ChatApp.Api.Connections;
using ChatApp.Api.Errors;
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

/// <summary>Registers the HTTP and socket side of the server.</summary>
internal static class DependencyInjection
{
    // Browsers ask anew after five seconds by themselves, and remember it no longer than two hours.
    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(2);

    public static IServiceCollection AddApi(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = new ApiSettings(configuration);
        var origins = settings.Origins;
        services.AddSingleton(origins);
        services.AddSingleton(settings.Sockets);
        services.AddControllers(ReadPathAndQueryAlone)
            // In a test or an embedding program the entry assembly, where MVC looks by itself, is another one.
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
        services.AddPage();
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

    // Besides the body, which is JSON. Forms would be read before their media type is refused, and a name in them that
    // the framework cannot take apart would be a fault of the server.
    private static void ReadPathAndQueryAlone(MvcOptions options)
    {
        options.ValueProviderFactories.Clear();
        options.ValueProviderFactories.Add(new RouteValueProviderFactory());
        options.ValueProviderFactories.Add(new QueryStringValueProviderFactory());
        options.ModelBinderProviders.Insert(0, new WireValueBinder());

        // The rules are in Application and hold for sockets too. What the framework derives from types would find
        // nothing here, yet walk through each body.
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
        services.AddSingleton<HeldRefusals>();
    }

    /// <summary>Adds the bound on all that is open.</summary>
    public static void AddConnections(this IServiceCollection services, ConnectionSettings connections)
    {
        services.AddSingleton(provider => Capacity.Of(
            connections.Connections,
            provider.GetRequiredService<SocketSettings>().Sockets,
            Capacity.Descriptors(),
            provider.GetRequiredService<DatabaseSettings>().Descriptors));

        // Kestrel asks the one that was added last first.
        services.Configure<SocketTransportOptions>(connections.Apply);
        services.AddSingleton<SocketTransportFactory>();
        services.AddSingleton<ConnectionMetrics>();
        services.AddSingleton<BoundedTransport>();
        services.AddSingleton<IConnectionListenerFactory>(provider => provider.GetRequiredService<BoundedTransport>());
    }

    private static void AddSockets(IServiceCollection services)
    {
        services.AddSingleton<SocketLimiter>();
        services.AddSingleton<FrameRouter>();
        services.AddSingleton<SocketHost>();
        services.AddHostedService(provider => provider.GetRequiredService<SocketHost>());
        services.AddHostedService<BufferRelease>();
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
