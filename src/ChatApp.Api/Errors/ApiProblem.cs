using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace ChatApp.Api.Errors;

/// <summary>The body of every error answer (RFC 9457).</summary>
/// <param name="Title">The meaning of the status.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">A sentence for a person.</param>
/// <param name="Code">A stable word for a program.</param>
/// <param name="TraceId">
/// The id by which the operator finds the request in traces and, if the server has failed, in the log. Errors of the
/// client are not logged.
/// </param>
// Contract, section 1.
public sealed record ApiProblem(string Title, int Status, string Detail, string Code, string TraceId)
{
    /// <summary>Media type of the body.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>Always <c>about:blank</c>: the code identifies the error.</summary>
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "about:blank";

    /// <summary>For validation errors: field name, as sent, to a list of sentences.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }
}

/// <summary>Documents an error answer and its possible codes.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ProducesProblemAttribute(int statusCode, params string[] codes)
    : ProducesResponseTypeAttribute(typeof(ApiProblem), statusCode, ApiProblem.MediaType)
{
    /// <summary>The codes.</summary>
    public IReadOnlyList<string> Codes { get; } = codes;
}
