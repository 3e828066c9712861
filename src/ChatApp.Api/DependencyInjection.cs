using ChatApp.Api.Errors;
using ChatApp.Api.Json;
using ChatApp.Api.OpenApi;
using ChatApp.Api.RateLimiting;
using ChatApp.Api.Security;
using ChatApp.Api.WebSockets;
using ChatApp.Infrastructure.Settings;
using Microsoft.AspNetCore.Authentication.JwtBearer;
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
        services.AddControllers()
            // In a test or an embedding program the entry assembly, where MVC looks by itself, is another one.
            .AddApplicationPart(typeof(ChatServer).Assembly)
            .ConfigureApiBehaviorOptions(options =>
            {
                options.InvalidModelStateResponseFactory = BindingErrors.ToResult;
                options.SuppressMapClientErrors = true;
            })
            .AddJsonOptions(options => WireJson.Apply(options.JsonSerializerOptions));
        services.ConfigureHttpJsonOptions(options => WireJson.Apply(options.SerializerOptions));
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

    private static void AddSecurity(IServiceCollection services, SettingsReader settings)
    {
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, BearerAuthentication>();
        services.AddAuthorization();
        services.AddSingleton(RateLimitSettings.Read(settings));
        services.AddSingleton<RateLimits>();
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
        options.AddOperationTransformer<ApiDescription>();
    });
}
