using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Testing;

/// <summary>Puts an object of the harness around a singleton of the server.</summary>
internal static class ServiceDecoration
{
    /// <summary>Replaces the registration that is in force by one of the wrapped service.</summary>
    public static void Wrap<T>(this IServiceCollection services, Func<T, T> wrap)
        where T : class
    {
        var original = services.Last(service => service.ServiceType == typeof(T));
        services.Remove(original);
        services.AddSingleton(provider => wrap((T)Create(original, provider)));
    }

    private static object Create(ServiceDescriptor service, IServiceProvider provider) =>
        service.ImplementationInstance
        ?? service.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!);
}
