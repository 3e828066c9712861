using ChatApp.Application.Events;
using ChatApp.Application.Messages;
using ChatApp.Application.Signals;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ChatApp.Application;

/// <summary>Registers the services of this layer.</summary>
public static class DependencyInjection
{
    /// <summary>Adds a span of each request. Call it before <see cref="AddApplication"/>: it is outermost.</summary>
    public static IServiceCollection AddRequestSpans(this IServiceCollection services) =>
        services.AddSingleton(typeof(IPipelineBehavior<,>), typeof(RequestSpans<,>));

    /// <summary>
    /// Adds handlers, validators and mappings. All of them are stateless singletons, so a socket can send a command
    /// without creating a scope. A store that needs state for one call, such as a database context, creates it itself.
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
        services.AddSingleton<SendMetrics>();
        services.AddSingleton<SignalAudience>();
        services.AddSingleton<TypingThrottle>();
        services.TryAddSingleton(TimeProvider.System);
        return services;
    }
}
