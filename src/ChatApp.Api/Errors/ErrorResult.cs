using Microsoft.AspNetCore.Mvc;

namespace ChatApp.Api.Errors;

internal sealed class ErrorResult(Error error) : ActionResult
{
    public override Task ExecuteResultAsync(ActionContext context) =>
        ProblemResponse.WriteAsync(context.HttpContext, error);
}
