using System.Net.Mime;
using System.Text;
using ChatApp.Api.Connections;
using ChatApp.Api.Errors;
using ChatApp.Api.Json;
using ChatApp.Api.OpenApi;
using ChatApp.Api.RateLimiting;
using ChatApp.Api.Security;
using ChatApp.Api.WebSockets;
using ChatApp.Infrastructure.Persistence;
using ChatApp.Infrastructure.Settings;
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
    public static IServiceCollection AddApi(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = new SettingsReader(configuration);
        var sockets = SocketSettings.Read(settings);
        services.AddSingleton(sockets);
        services.AddControllers(AcceptJsonAlone)
            // In a test or an embedding program the entry assembly, where MVC looks by itself, is another one.
            .AddApplicationPart(typeof(ChatServer).Assembly)
            .ConfigureApiBehaviorOptions(options =>
            {
                options.InvalidModelStateResponseFactory = BindingErrors.ToResult;
                options.SuppressMapClientErrors = true;
            })
            .AddJsonOptions(options => WireJson.Apply(options.JsonSerializerOptions));
        services.ConfigureHttpJsonOptions(options => WireJson.Apply(options.SerializerOptions));
        services.AddPage();
        services.AddExceptionHandler<UnhandledExceptions>();
        services.AddProblemDetails();
        services.AddCors(options => options.AddDefaultPolicy(policy => policy
            .WithOrigins([.. sockets.AllowedOrigins])
            .AllowAnyHeader()
            .AllowAnyMethod()
            .WithExposedHeaders("Link", "Location", "Retry-After", "WWW-Authenticate")));
        AddSecurity(services, settings);
        AddSockets(services);
        AddDocuments(services);
        return services;
    }

    // What a client sends comes in JSON, in the path or in the query. Forms would be read before their media type is refused, and a name in them
    // that the framework cannot take apart would be a fault of the server; and so would a text that claims to be in UTF-16 and is not.
    private static void AcceptJsonAlone(MvcOptions options)
    {
        options.ValueProviderFactories.Clear();
        options.ValueProviderFactories.Add(new RouteValueProviderFactory());
        options.ValueProviderFactories.Add(new QueryStringValueProviderFactory());

        // The rules are in Application and hold for sockets too. What the framework derives from types would find nothing here, yet walk through each body.
        options.ModelValidatorProviders.Clear();
        foreach (var formatter in options.InputFormatters.OfType<SystemTextJsonInputFormatter>())
        {
            formatter.SupportedMediaTypes.Clear();
            formatter.SupportedMediaTypes.Add(MediaTypeNames.Application.Json);
            formatter.SupportedEncodings.Clear();
            formatter.SupportedEncodings.Add(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        }
    }

    private static void AddSecurity(IServiceCollection services, SettingsReader settings)
    {
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddSingleton(new AccessTokenCache());
        services.AddSingleton<AccessTokenHandler>();
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, BearerAuthentication>();
        services.AddAuthorization();
        services.AddSingleton(RateLimitSettings.Read(settings));
        services.AddSingleton<RateLimits>();
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
        services.AddSingleton<SocketTransportFactory>();
        services.AddSingleton<IConnectionListenerFactory, BoundedTransport>();
    }

    private static void AddSockets(IServiceCollection services)
    {
        services.AddSingleton<OriginPolicy>();
        services.AddSingleton<SocketPlaces>();
        services.AddSingleton<FrameRouter>();
        services.AddSingleton<SocketHost>();
        services.AddHostedService(provider => provider.GetRequiredService<SocketHost>());
    }

    private static void AddDocuments(IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer<ApiDescription>();
        options.AddDocumentTransformer<EventSchemas>();
        options.AddOperationTransformer<ApiDescription>();
        options.AddSchemaTransformer<FieldRules>();
    });
}
