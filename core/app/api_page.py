"""The page of the API at `/schema`: Swagger UI, of which every part comes from this server.

swagger_ui/ holds two files of the npm package swagger-ui-dist, unchanged, and their licences.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from litestar import Request, Router, get
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.response import File

VERSION: Final = "5.35.0"
"""Of swagger-ui-dist."""

FOLDER: Final = Path(__file__).parent / "swagger_ui"

MEDIA_TYPES: Final = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}
"""What the page loads, by name."""

_CACHED_S: Final = 86_400
"""How long a browser keeps them: a day; they change with our version only."""

_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <!-- The page asks for nothing from elsewhere, and a browser holds it to that. -->
    <meta http-equiv="Content-Security-Policy" content="default-src 'self' 'unsafe-inline'; \
img-src 'self' data:">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{title}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="{base}/swagger-ui.css?{version}">
    <script src="{base}/swagger-ui-bundle.js?{version}"></script>
    <style>body {{ margin: 0 }}</style>
  </head>
  <body>
    <div id="api"></div>
    <script>
      SwaggerUIBundle({{
        spec: {spec},
        dom_id: "#api",
        deepLinking: true,
        validatorUrl: null,
      }});
    </script>
  </body>
</html>
"""


class ApiPage(OpenAPIRenderPlugin):
    """Swagger UI without a script from elsewhere, so that it works where there is no internet."""

    def __init__(self) -> None:
        super().__init__(path="/swagger")

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Render the page, the document within it."""
        spec = self.render_json(request, openapi_schema).decode()
        page = _PAGE.format(
            title=openapi_schema["info"]["title"],
            base=f"{request.scope.get('root_path', '')}/schema",
            version=VERSION,
            # No text of the document ends the script that it stands in.
            spec=spec.replace("<", "\\u003c"),
        )
        return page.encode()

    def receive_router(self, router: Router) -> None:
        """Add the routes of the files beside those of the document."""
        for name, media_type in MEDIA_TYPES.items():
            router.register(_file_route(name, media_type))


def _file_route(name: str, media_type: str) -> Any:
    @get(f"/{name}", include_in_schema=False, media_type=media_type, sync_to_thread=False)
    def file() -> File:
        return File(
            FOLDER / name,
            media_type=media_type,
            content_disposition_type="inline",
            headers={"Cache-Control": f"private, max-age={_CACHED_S}"},
        )

    return file
