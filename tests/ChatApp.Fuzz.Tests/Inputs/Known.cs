namespace ChatApp.Fuzz.Tests.Inputs;

/// <summary>What a hostile user knows and mixes into its inputs: values that get past the first check.</summary>
/// <param name="UserId">The user itself.</param>
/// <param name="PeerId">Somebody it talks to.</param>
/// <param name="MessageId">A message of the two.</param>
/// <param name="Username">Its name.</param>
/// <param name="Cursor">A cursor of its stream.</param>
/// <param name="AccessToken">Its access token.</param>
/// <param name="Authority">Host and port of the server.</param>
internal sealed record Known(
    Guid UserId, Guid PeerId, Guid MessageId, string Username, string Cursor, string AccessToken, string Authority);
