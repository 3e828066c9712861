namespace ChatApp.Application.Accounts;

/// <summary>The origin of a hashing request. Requests with equal address and purpose share one queue.</summary>
/// <param name="Address">The client's address, as rate limits count it.</param>
/// <param name="Purpose">Why the password is hashed.</param>
public readonly record struct HashingCaller(ClientAddress Address, HashingPurpose Purpose);
