using ChatApp.Application.Events;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ChatApp.Application;

/// <summary>Registers the use cases.</summary>
public static class DependencyInjection
{
    /// <summary>
    /// Adds handlers, validators and mappings. All of them are stateless singletons, so a socket sends a command
    /// without a scope of its own; what has state per call (a database context) is opened by the store that needs it.
    /// </summary>
    public static IServiceCollection AddApplication(this IServiceCollection services, IConfiguration configuration)
    {
        var assembly = typeof(DependencyInjection).Assembly;
        services.AddMediatR(options =>
        {
            options.RegisterServicesFromAssembly(assembly);
            options.AddOpenBehavior(typeof(ValidationBehavior<,>), ServiceLifetime.Singleton);
            options.Lifetime = ServiceLifetime.Singleton;
        });
        services.AddValidatorsFromAssembly(assembly, ServiceLifetime.Singleton, includeInternalTypes: true);
        services.AddAutoMapper(options => options.LicenseKey = configuration["AutoMapper:LicenseKey"], assembly);
        services.AddSingleton<StreamCursors>();
        services.TryAddSingleton(TimeProvider.System);
        return services;
    }
}
