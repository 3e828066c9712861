using System.Globalization;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ChatApp.Api.Json;

/// <summary>
/// Reads numbers, ids, times and booleans in paths and queries, only in the form that they have in JSON. The framework
/// would accept <c>0x10</c> as a number, <c>(…)</c> as an id, <c>12:00</c> as a time and <c>TRUE</c> as a boolean. A
/// repeated parameter is refused.
/// </summary>
internal sealed class WireValueBinder : IModelBinder, IModelBinderProvider
{
    // Contract, section 1; clients may omit trailing zeros of the fraction.
    private static readonly string[] TimeFormats =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    public IModelBinder? GetBinder(ModelBinderProviderContext context) =>
        Reads(context.Metadata.UnderlyingOrModelType) ? this : null;

    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var given = bindingContext.ValueProvider.GetValue(bindingContext.ModelName);
        if (given == ValueProviderResult.None)
        {
            return Task.CompletedTask;
        }

        bindingContext.ModelState.SetModelValue(bindingContext.ModelName, given);
        var type = bindingContext.ModelMetadata.UnderlyingOrModelType;
        if (given.Length == 1 && Read(type, given.FirstValue) is { } value)
        {
            bindingContext.Result = ModelBindingResult.Success(value);
        }
        else
        {
            bindingContext.ModelState.TryAddModelError(bindingContext.ModelName, "This has the wrong format.");
        }

        return Task.CompletedTask;
    }

    private static bool Reads(Type type) =>
        type == typeof(int) || type == typeof(bool) || type == typeof(Guid) || type == typeof(DateTimeOffset);

    private static object? Read(Type type, string? text)
    {
        if (type == typeof(int))
        {
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }

        if (type == typeof(bool))
        {
            return text switch { "true" => true, "false" => false, _ => null };
        }

        if (type == typeof(Guid))
        {
            // The framework accepts signs and 0x within the groups.
            return Guid.TryParseExact(text, "D", out var id)
                && string.Equals(text, $"{id}", StringComparison.OrdinalIgnoreCase)
                    ? id
                    : null;
        }

        return DateTimeOffset.TryParseExact(
            text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time
                : null;
    }
}
