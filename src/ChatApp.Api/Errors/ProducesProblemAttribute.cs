using Microsoft.AspNetCore.Mvc;

namespace ChatApp.Api.Errors;

/// <summary>Documents an error answer and its possible codes.</summary>
/// <param name="statusCode">The HTTP status.</param>
/// <param name="codes">The possible codes.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ProducesProblemAttribute(int statusCode, params string[] codes)
    : ProducesResponseTypeAttribute(typeof(ApiProblem), statusCode, ApiProblem.MediaType)
{
    /// <summary>The codes.</summary>
    public IReadOnlyList<string> Codes { get; } = codes;
}
