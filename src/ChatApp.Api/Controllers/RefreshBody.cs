namespace ChatApp.Api.Controllers;

/// <summary>A refresh.</summary>
/// <param name="RefreshToken">The newest refresh token of the session.</param>
public sealed record RefreshBody(string? RefreshToken)
{
    /// <summary>Its name alone: what is logged must not hold a token.</summary>
    public override string ToString() => nameof(RefreshBody);
}
