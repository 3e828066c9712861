# syntax=docker/dockerfile:1
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /build

# Packages first: this layer lasts until a project file or a lock file changes.
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY external/ external/
COPY src/ChatApp.Domain/*.csproj src/ChatApp.Domain/packages.lock.json src/ChatApp.Domain/
COPY src/ChatApp.Application/*.csproj src/ChatApp.Application/packages.lock.json src/ChatApp.Application/
COPY src/ChatApp.Infrastructure/*.csproj src/ChatApp.Infrastructure/packages.lock.json src/ChatApp.Infrastructure/
COPY src/ChatApp.Api/*.csproj src/ChatApp.Api/packages.lock.json src/ChatApp.Api/
# With what publishing needs beside: the compiler that compiles ahead of time.
RUN dotnet restore src/ChatApp.Api --locked-mode -p:_IsPublishing=true

COPY src/ src/
RUN dotnet publish src/ChatApp.Api -c Release --no-restore -o app
RUN mkdir --mode=700 data

# Chiselled: no shell, no package manager, no curl, and not root. So there is no HEALTHCHECK here:
# whoever runs the container asks GET /health/ready from outside (Kubernetes: httpGet probes).
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /build/app ./
COPY --from=build --chown=$APP_UID:$APP_UID /build/data /data

# The base image sets ASPNETCORE_HTTP_PORTS; emptied, it does not contend with ASPNETCORE_URLS.
ENV ASPNETCORE_HTTP_PORTS= \
    ASPNETCORE_URLS=http://+:8000 \
    Storage__DataDirectory=/data
VOLUME /data
EXPOSE 8000
USER $APP_UID
ENTRYPOINT ["dotnet", "ChatApp.Api.dll"]
