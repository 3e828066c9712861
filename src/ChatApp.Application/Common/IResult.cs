namespace ChatApp.Application.Common;

/// <summary>A result that generic code, such as the validation step, can make a failure of.</summary>
/// <typeparam name="TSelf">The result type itself.</typeparam>
public interface IResult<out TSelf>
    where TSelf : IResult<TSelf>
{
    /// <summary>A failure with this error.</summary>
    static abstract TSelf Failure(Error error);
}
