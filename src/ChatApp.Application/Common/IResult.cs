namespace ChatApp.Application.Common;

/// <summary>A result that generic code, such as the validation step, can create as a failure.</summary>
/// <typeparam name="TSelf">The result type itself.</typeparam>
public interface IResult<out TSelf>
    where TSelf : IResult<TSelf>
{
    /// <summary>Creates a failure with this error.</summary>
    static abstract TSelf Failure(Error error);
}
