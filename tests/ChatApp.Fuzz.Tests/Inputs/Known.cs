namespace ChatApp.Fuzz.Tests.Inputs;

/// <summary>Valid values that a hostile user puts into its inputs, so that they pass the first checks.</summary>
/// <param name="UserId">The hostile user.</param>
/// <param name="PeerId">The peer of the user.</param>
/// <param name="MessageId">A message between the two.</param>
/// <param name="Username">The name of the user.</param>
/// <param name="Cursor">A cursor of the user's stream.</param>
/// <param name="AccessToken">The access token of the user.</param>
/// <param name="Authority">Host and port of the server.</param>
internal sealed record Known(
    Guid UserId, Guid PeerId, Guid MessageId, string Username, string Cursor, string AccessToken, string Authority);
