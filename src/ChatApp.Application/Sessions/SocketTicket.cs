namespace ChatApp.Application.Sessions;

/// <summary>Opens one socket.</summary>
/// <param name="Ticket">To be given as <c>ticket</c> in the socket's address.</param>
/// <param name="ExpiresIn">Seconds for which it is good.</param>
public sealed record SocketTicket(string Ticket, int ExpiresIn) : SensitiveRecord;
