using System.Diagnostics.CodeAnalysis;

namespace ChatApp.Application.Common;

/// <summary>
/// What a use case answers: a value, or the one error that kept it from it. Exceptions are left for bugs and broken
/// infrastructure.
/// </summary>
/// <typeparam name="T">Type of the value.</typeparam>
public sealed class Result<T> : IResult<Result<T>>
{
    private readonly T? _value;

    private Result(T? value, Error? error) => (_value, Error) = (value, error);

    /// <summary>The error, or null on success.</summary>
    public Error? Error { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is an error instead.</exception>
    public T Value =>
        Error is null ? _value! : throw new InvalidOperationException($"There is no value but the error {Error.Code}.");

    /// <inheritdoc/>
    public static Result<T> Failure(Error error) => new(default, error);

    /// <summary>A success.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>A failure.</summary>
    public static implicit operator Result<T>(Error error) => new(default, error);
}
