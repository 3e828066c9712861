using ChatApp.Api;
using ChatApp.Infrastructure.Settings;
using Microsoft.AspNetCore.Connections;

try
{
    if (args.Contains(Help.Option))
    {
        await Console.Out.WriteAsync(Help.Text());
        return 0;
    }

    if (args.Contains(ChatServer.MigrateOption))
    {
        await ChatServer.MigrateAsync([.. args.Where(argument => argument != ChatServer.MigrateOption)]);
        return 0;
    }

    await ChatServer.Build(args).RunAsync();
    return 0;
}
catch (Exception exception) when (exception is SettingException or IOException { InnerException: AddressInUseException })
{
    // One sentence that says what the operator can change; where in the code it was noticed helps nobody.
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
