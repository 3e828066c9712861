using System.Text.Json;
using FluentValidation.Results;

namespace ChatApp.Application.Common;

/// <summary>Runs the validators of a request before its handler. Each field gets its first failed rule.</summary>
/// <remarks>All rules run synchronously, so validation cannot change the order of the requests of one socket.</remarks>
internal sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
    where TResponse : IResult<TResponse>
{
    private readonly IValidator<TRequest>[] _validators = [.. validators];

    public Task<TResponse> Handle(
        TRequest request, RequestHandlerDelegate<TResponse> next, CancellationToken cancellationToken)
    {
        foreach (var validator in _validators)
        {
            var result = validator.Validate(request);
            if (!result.IsValid)
            {
                return Task.FromResult(TResponse.Failure(Error.Validation(ByField(result.Errors))));
            }
        }

        return next();
    }

    private static Dictionary<string, string[]> ByField(List<ValidationFailure> failures) => failures
        .GroupBy(failure => JsonNamingPolicy.SnakeCaseLower.ConvertName(failure.PropertyName))
        .ToDictionary(field => field.Key, field => field.Select(failure => failure.ErrorMessage).ToArray());
}
