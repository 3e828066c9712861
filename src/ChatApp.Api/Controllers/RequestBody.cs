namespace ChatApp.Api.Controllers;

/// <summary>A body that clients send.</summary>
public abstract record RequestBody : SensitiveRecord;
