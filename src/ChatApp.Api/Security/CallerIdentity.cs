using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace ChatApp.Api.Security;

/// <summary>
/// The identity of a request: its caller, read once from the token and not from a list of claims each time.
/// </summary>
internal sealed class CallerIdentity(Caller caller) : ClaimsIdentity(JwtBearerDefaults.AuthenticationScheme)
{
    public Caller Caller => caller;

    public override string Name => caller.UserId.ToString();

    public override ClaimsIdentity Clone() => new CallerIdentity(caller);
}
