namespace ChatApp.Application.Sessions;

/// <summary>A ticket that opens one socket.</summary>
/// <param name="Ticket">The value of the <c>ticket</c> parameter in the URL of the socket.</param>
/// <param name="ExpiresIn">Seconds until it expires.</param>
public sealed record SocketTicket(string Ticket, int ExpiresIn) : SensitiveRecord;
