using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace ChatApp.Api.Security;

/// <summary>The identity of a request. It holds the caller, so that claims need not be parsed on each access.</summary>
internal sealed class CallerIdentity(Caller caller) : ClaimsIdentity(JwtBearerDefaults.AuthenticationScheme)
{
    public Caller Caller => caller;

    public override string Name => caller.UserId.ToString();

    public override ClaimsIdentity Clone() => new CallerIdentity(caller);
}
