"""Packaging of ckanext-gxdata; every other tool setting is in pyproject.toml."""

from setuptools import find_namespace_packages, setup

setup(
    name="ckanext-gxdata",
    version="0.1.0",
    description="Open-data portal of Guangxi on CKAN 2.12 · 广西公共数据开放平台",
    long_description="See README.md.",
    license="AGPL-3.0-or-later",
    python_requires=">=3.10",
    package_dir={"": "ckanext-gxdata"},
    packages=find_namespace_packages(where="ckanext-gxdata", include=["ckanext.gxdata*"]),
    include_package_data=True,
    # What the portal runs on is pinned in requirements.txt; here only what the package cannot be imported without.
    install_requires=["ckan==2.12.0", "ckanapi", "psycopg2-binary", "pysolr", "flask"],
    entry_points={
        "ckan.plugins": ["gxdata = ckanext.gxdata.plugin:GxdataPlugin"],
        "babel.extractors": ["ckan = ckan.lib.extract:extract_ckan"],
        "ckanext.gxdata.sources": [
            "json_catalog = ckanext.gxdata.sources.json_catalog:JsonCatalog",
            "ckan_api = ckanext.gxdata.sources.ckan_api:CkanApi",
            "dcat = ckanext.gxdata.sources.dcat:Dcat",
            "files = ckanext.gxdata.sources.files:Files",
            "workbook_1272 = ckanext.gxdata.sources.workbook_source:Workbook1272",
            "oportal_html = ckanext.gxdata.sources.oportal_html:OportalHtml",
            "database = ckanext.gxdata.sources.database:Database",
        ],
        "ckanext.gxdata.embedders": ["hashed = ckanext.gxdata.core.hashed_embedder:HashedEmbedder"],
    },
    message_extractors={
        "ckanext-gxdata/ckanext/gxdata": [
            ("**.py", "python", None),
            ("**.js", "javascript", None),
            ("**/templates/**.html", "ckan", None),
        ],
    },
)
