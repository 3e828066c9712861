using Microsoft.Extensions.Primitives;

namespace ChatApp.Api.Addresses;

/// <summary>Treats a parameter without a value as absent (contract, section 1), also in socket handshakes.</summary>
internal static class EmptyParameters
{
    public static IApplicationBuilder UseEmptyParametersAsAbsent(this IApplicationBuilder app) =>
        app.Use((context, next) =>
        {
            if (context.Request.QueryString.HasValue && HasEmpty(context.Request.Query))
            {
                context.Request.Query = new QueryCollection(Given(context.Request.Query));
            }

            return next(context);
        });

    private static bool HasEmpty(IQueryCollection query) =>
        query.Any(parameter => parameter.Value.Any(string.IsNullOrEmpty));

    private static Dictionary<string, StringValues> Given(IQueryCollection query) => query
        .Select(parameter => (
            Name: parameter.Key,
            Values: new StringValues([.. parameter.Value.Where(value => !string.IsNullOrEmpty(value))])))
        .Where(parameter => parameter.Values.Count > 0)
        .ToDictionary(parameter => parameter.Name, parameter => parameter.Values, StringComparer.OrdinalIgnoreCase);
}
