using ChatApp.Api;
using ChatApp.Infrastructure.Settings;

try
{
    await ChatServer.Build(args).RunAsync();
    return 0;
}
catch (SettingException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
