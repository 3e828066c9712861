namespace ChatApp.Application.Signals;

/// <summary>The user is writing to the receiver.</summary>
public sealed record Typing(Guid UserId) : Signal(UserId)
{
    /// <inheritdoc/>
    public override string Type => "typing";
}
