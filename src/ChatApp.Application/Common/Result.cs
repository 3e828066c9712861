using System.Diagnostics.CodeAnalysis;

namespace ChatApp.Application.Common;

/// <summary>The result of a use case: a value or an expected error. Exceptions are for faults and outages.</summary>
public sealed class Result<T> : IResult<Result<T>>
{
    private readonly T? _value;

    private Result(T? value, Error? error) => (_value, Error) = (value, error);

    /// <inheritdoc/>
    public Error? Error { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is an error instead.</exception>
    public T Value =>
        Error is null ? _value! : throw new InvalidOperationException($"The result is the error {Error.Code}.");

    /// <inheritdoc/>
    public static Result<T> Failure(Error error) => new(default, error);

    /// <summary>Makes a success.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>Makes a failure.</summary>
    public static implicit operator Result<T>(Error error) => new(default, error);
}

/// <summary>A result that generic code can create as a failure, such as the validation step, or look at.</summary>
public interface IResult<out TSelf>
    where TSelf : IResult<TSelf>
{
    /// <summary>The error, or null on success.</summary>
    Error? Error { get; }

    /// <summary>Creates a failure with this error.</summary>
    static abstract TSelf Failure(Error error);
}
