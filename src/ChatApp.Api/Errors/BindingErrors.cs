using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ChatApp.Api.Errors;

/// <summary>Describes binding errors. The framework's own messages would reveal types of the server.</summary>
internal static class BindingErrors
{
    private const string Body = "body";
    private const string JsonRoot = "$";

    public static ErrorResult ToResult(ActionContext context)
    {
        // A missing body is reported without a name.
        var fields = context.ModelState
            .Where(entry => entry.Value?.ValidationState == ModelValidationState.Invalid && entry.Key.Length > 0)
            .Select(entry => FieldOf(entry.Key))
            .Distinct()
            .ToDictionary(field => field, field => new[] { SentenceFor(field) });
        return new ErrorResult(fields.Count > 0
            ? Error.Validation(fields)
            : Error.Validation(Body, "A JSON object is required."));
    }

    private static string FieldOf(string key) =>
        key == JsonRoot ? Body : key.StartsWith("$.", StringComparison.Ordinal) ? key[2..] : key;

    private static string SentenceFor(string field) =>
        field == Body ? "This must be a valid JSON object." : "This has the wrong type or format.";
}
