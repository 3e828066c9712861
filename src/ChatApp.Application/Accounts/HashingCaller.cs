namespace ChatApp.Application.Accounts;

/// <summary>For whom a password is hashed: callers of one address and purpose wait in one line.</summary>
/// <param name="Address">Where the call comes from, as far as limits go.</param>
/// <param name="Purpose">What it is hashed for.</param>
public readonly record struct HashingCaller(ClientAddress Address, HashingPurpose Purpose);
