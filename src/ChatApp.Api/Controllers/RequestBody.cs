namespace ChatApp.Api.Controllers;

/// <summary>A request body.</summary>
public abstract record RequestBody : SensitiveRecord;
