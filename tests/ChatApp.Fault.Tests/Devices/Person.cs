namespace ChatApp.Fault.Tests.Devices;

/// <summary>A registered user, before any device has logged in.</summary>
/// <param name="Id">The user.</param>
/// <param name="Username">The name.</param>
/// <param name="Password">The password.</param>
internal sealed record Person(Guid Id, string Username, string Password);
